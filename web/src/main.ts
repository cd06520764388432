import 'virtual:look.css';
import './page.css';
import { createEngine } from 'virtual:engine';
import { App } from './page/app';

new App(createEngine()).start();
